"""For those who write rulesets: start, mend, format, convert, try, compare, carry over."""
