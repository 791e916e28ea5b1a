"""What each process is told when it starts: variables of its environment, secrets from files, checked first."""
