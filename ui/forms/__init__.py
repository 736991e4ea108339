"""The form machinery: fields, editors and the form that places problems under them."""
