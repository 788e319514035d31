"""Checks a value against a JSON Schema: the keywords that data/*/schema.json and the API's description
use, and no others, so that the tests need nothing but Python. An unknown keyword is an error, never
skipped."""
import datetime
import json
import re

TYPES = {
    "object": dict, "array": list, "string": str, "null": type(None), "boolean": bool,
}
NOTES = {"$schema", "$defs", "title", "description", "examples", "contentMediaType"}


def is_type(value, name):
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if name == "number":
        return number
    if name == "integer":
        return number and value == int(value)
    return isinstance(value, TYPES[name])


def check_type(value, names, _schema, _root):
    if not any(is_type(value, n) for n in ([names] if isinstance(names, str) else names)):
        yield "", f"is not of type {names}"


def check_enum(value, allowed, _schema, _root):
    if not any(value == a and isinstance(value, bool) == isinstance(a, bool) for a in allowed):
        yield "", f"{value!r} is not one of {allowed}"


def check_length(value, limit, _schema, _root, sign=1, kind=str):
    if isinstance(value, kind) and sign * len(value) > sign * limit:
        yield "", f"has length {len(value)}, limit {limit}"


def check_range(value, limit, _schema, _root, sign=1):
    if is_type(value, "number") and sign * value > sign * limit:
        yield "", f"{value} is beyond {limit}"


def check_pattern(value, pattern, _schema, _root):
    if isinstance(value, str) and not re.search(pattern, value):
        yield "", f"{value!r} does not match {pattern}"


def check_required(value, names, _schema, _root):
    if isinstance(value, dict):
        yield from (("", f"lacks {n}") for n in names if n not in value)


def check_properties(value, properties, _schema, root):
    if isinstance(value, dict):
        for name, schema in properties.items():
            if name in value:
                yield from under(name, value[name], schema, root)


def check_additional(value, extra, schema, root):
    if not isinstance(value, dict):
        return
    for name in value.keys() - schema.get("properties", {}).keys():
        if extra is False:
            yield "", f"has the unknown member {name}"
        else:
            yield from under(name, value[name], extra, root)


def check_names(value, schema, _schema, root):
    if isinstance(value, dict):
        for name in value:
            yield from under(name, name, schema, root)


def check_items(value, schema, _schema, root):
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from under(index, item, schema, root)


def check_one_of(value, schemas, _schema, root):
    fits = sum(not list(errors(value, s, root)) for s in schemas)
    if fits != 1:
        yield "", f"fits {fits} of {len(schemas)} forms, must fit one"


def check_any_of(value, schemas, _schema, root):
    if all(list(errors(value, s, root)) for s in schemas):
        yield "", f"fits none of {len(schemas)} forms"


def check_all_of(value, schemas, _schema, root):
    for schema in schemas:
        yield from errors(value, schema, root)


INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def check_format(value, name, _schema, _root):
    """Instants as this program writes them: UTC with milliseconds."""
    if not isinstance(value, str):
        return
    try:
        if name == "date":
            datetime.date.fromisoformat(value)
        elif name == "date-time":
            assert INSTANT.fullmatch(value)
            datetime.datetime.fromisoformat(value[:-1])
        else:
            assert name == "email" and re.fullmatch(r"[^@\s]+@[^@\s]+", value)
    except (ValueError, AssertionError):
        yield "", f"{value!r} is no {name}"


def check_content(value, schema, _schema, root):
    if isinstance(value, str):
        yield from errors(json.loads(value), schema, root)


def check_ref(value, ref, _schema, root):
    schema = root
    for part in ref.removeprefix("#/").split("/"):
        schema = schema[part]
    yield from errors(value, schema, root)


KEYWORDS = {
    "type": check_type,
    "enum": check_enum,
    "const": lambda v, c, s, r: check_enum(v, [c], s, r),
    "maxLength": check_length,
    "minLength": lambda v, n, s, r: check_length(v, n, s, r, -1),
    "maxItems": lambda v, n, s, r: check_length(v, n, s, r, 1, list),
    "minItems": lambda v, n, s, r: check_length(v, n, s, r, -1, list),
    "maximum": check_range,
    "minimum": lambda v, n, s, r: check_range(v, n, s, r, -1),
    "pattern": check_pattern,
    "required": check_required,
    "properties": check_properties,
    "additionalProperties": check_additional,
    "propertyNames": check_names,
    "items": check_items,
    "oneOf": check_one_of,
    "anyOf": check_any_of,
    "allOf": check_all_of,
    "format": check_format,
    "contentSchema": check_content,
    "$ref": check_ref,
}


def under(name, value, schema, root):
    for path, message in errors(value, schema, root):
        yield f"/{name}{path}", message


def errors(value, schema, root):
    """Pairs of path and message for everything in `value` that `schema` forbids."""
    for keyword, argument in schema.items():
        if keyword not in NOTES and not keyword.startswith("x-"):
            yield from KEYWORDS[keyword](value, argument, schema, root)
