"""What a ruleset and an answer are: frozen values without behaviour of their own."""
