"""Each backend gives checked expressions a meaning somewhere; a backend is a file."""
