"""Handrail: a private, scripted first-aid chat for young people who are being exploited."""
