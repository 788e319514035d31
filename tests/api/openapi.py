"""The document that the program gives of itself: its operations, and whether a request and an answer
are as it says. Values for parameters are made from their schemas."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "data"))
import json_schema  # noqa: E402

METHODS = "get post put patch delete".split()


class Operation:
    def __init__(self, root, path, method, text):
        self.root, self.path, self.method, self.text = root, path, method.upper(), text
        self.id = text["operationId"]
        self.tag = text["tags"][0]

    def follow(self, value):
        while "$ref" in value:
            place = self.root
            for part in value["$ref"].removeprefix("#/").split("/"):
                place = place[part]
            value = place
        return value

    @property
    def is_public(self):
        return self.text.get("security") == []

    def parameters(self, where):
        found = map(self.follow, self.text.get("parameters", []))
        return {p["name"]: p for p in found if p["in"] == where}

    def body_problems(self, body):
        """What the document has against this body of a request."""
        given = self.text.get("requestBody")
        if given is None:
            return [] if body is None else ["no body is described"]
        if body is None:
            return ["a body is required"] if given.get("required") else []
        if "application/json" not in given["content"]:
            return []
        return self.problems(body, given["content"]["application/json"]["schema"])

    def problems(self, value, schema):
        return ["%s %s" % problem for problem in json_schema.errors(value, schema, self.root)]

    def answer_problems(self, answer):
        """What the document has against this answer, which has to be one of those that it names."""
        described = self.text["responses"].get(str(answer.status))
        if described is None:
            return ["the status %d is not described: %r" % (answer.status, answer)]
        described = self.follow(described)
        problems = ["the header %s is missing" % name for name in described.get("headers", {})
                    if name not in answer.headers]
        content = described.get("content")
        if content is None:
            return problems + (["there is a body: %r" % answer] if answer.text else [])
        media = answer.headers.get("Content-Type", "").split(";")[0]
        if "*/*" in content:
            return problems
        if media not in content:
            return problems + ["it is %s, not %s" % (media, ", ".join(content))]
        return problems + self.problems(answer.body, content[media]["schema"])


def operations(document):
    return [Operation(document, path, method, item[method])
            for path, item in document["paths"].items() for method in METHODS if method in item]


SAMPLES = {"integer": ["1"], "number": ["0.5"], "boolean": ["true", "false"]}
FORMATS = {"date": "2026-01-31", "date-time": "2026-01-31T12:00:00.000Z", "email": "a@example.com"}


def samples(schema):
    """Texts for a query parameter of this schema."""
    if "enum" in schema:
        return schema["enum"]
    if schema["type"] == "array":
        one = samples(schema["items"])
        return [one[0], ",".join(one + one[:1])]
    if schema["type"] in SAMPLES:
        return SAMPLES[schema["type"]]
    if schema.get("pattern", "").startswith("^-?[0-9]"):
        return ["12.00"]
    if schema.get("pattern", "").startswith("^[0-9]{4}"):
        return ["2026-01-31", "2026-01-31T12:00:00Z"]
    if schema.get("pattern") == "^[A-Z]{3}$":
        return ["IDR"]
    if "examples" in schema:
        return schema["examples"]
    return [FORMATS.get(schema.get("format"), "text")]
