"""From records to the included reports."""
