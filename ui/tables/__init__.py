"""The list machinery: columns and the one table that shows records by windows."""
