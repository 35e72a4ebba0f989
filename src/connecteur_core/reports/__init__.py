"""Pages that people read and hand on: one document, shown as HTML, PDF, workbook, Markdown or JSON."""
