"""What runs the deciders: reads inputs, appends decision records, feeds ledger and views."""
