"""How a question is read: what it leans on, what it narrows, what kind of value it wants."""
