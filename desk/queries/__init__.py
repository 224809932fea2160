"""What the desk asks the database: each function takes a connection and answers with frozen records."""
