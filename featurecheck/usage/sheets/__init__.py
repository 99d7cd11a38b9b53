"""Usage from spreadsheets: events counted by pandas, and roll-ups as they were exported."""
