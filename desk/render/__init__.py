"""From records to what people read: rich tables in a terminal, plain lines in a pipe."""
