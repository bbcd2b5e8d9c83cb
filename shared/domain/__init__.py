"""Words of the field as frozen values: identifiers, messages, conversations, principals, errors."""
