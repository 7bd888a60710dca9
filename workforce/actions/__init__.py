"""What people do in the space of the EV Workforce Collaborative."""
