"""Pure decisions of the registry: codes, documents, phones, area codes, and whether a row about a person is plausible."""
