"""What people and agencies touch: publisher, intake, desks, auditor and command line."""
