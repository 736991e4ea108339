"""What is kept: tables, the encrypted file of a PC, the change log, and the SQL that reads them."""
