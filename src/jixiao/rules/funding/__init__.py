"""Rules of the family FND: the money in the form and in the project tables."""
