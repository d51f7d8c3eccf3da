"""What happens next: which act a message is in this conversation, and which service it leads to.

Pure functions over what was heard and what is known. Imports no Rasa.
"""
