"""What the program is about: people, unions, rules. Standard library only."""
