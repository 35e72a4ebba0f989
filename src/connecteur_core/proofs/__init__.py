"""What can be proved of rules, whatever the answers and the facts."""
