"""What connecteur rests on: the bill of materials and the licences, both from the lock file."""
