"""Pages of the EV Workforce Collaborative."""
