"""What schools and councils send in, and the national register: read, checked, and turned into records."""
