"""What people bring: cells of CSV files, typed numbers, scenarios; and what is wrong with them, in sentences."""
