"""The people who answer: teams, skills, agents, presence."""
