"""Prints what AWS's models say of the properties of our kinds, as JSON: run by `cargo xtask regenerate`.

The first argument is the table of counterparts: for each property the members of AWS's requests that it becomes,
`ecs:CreateService/serviceName` of botocore's service models or `AWS::ECS::Service/ServiceName` of CloudFormation's
schemas in cfn-lint. A member of a list is written `[]`, the name of a map's member `{}`.
"""

import gzip
import json
import pathlib
import re
import sys
from importlib.metadata import version

import botocore
import cfnlint

MODELS = pathlib.Path(botocore.__file__).parent / "data"
SCHEMAS = pathlib.Path(cfnlint.__file__).parent / "data" / "schemas"

# Letters, digits and spaces of all scripts are narrowed to those that the tests write: their patterns know no classes.
CLASSES = {"L": "A-Za-zÀ-ÖØ-öø-ÿ一-鿿", "N": "0-9٠-٩", "Z": " \u00a0"}


def of_botocore(service, operation):
    """The members of a request by their path, each with its limits, and the paths that are required."""
    file = max(MODELS.glob(f"{service}/*/service-2.json.gz"))
    model = json.loads(gzip.decompress(file.read_bytes()))
    limits, required = {}, set()

    def walk(shape_name, path, within):
        shape = model["shapes"][shape_name]
        names = {"min": "min", "max": "max", "pattern": "pattern", "enum": "oneOf"}
        limits[path] = {ours: shape[theirs] for theirs, ours in names.items() if theirs in shape}
        if shape_name in within:
            return
        within = within | {shape_name}
        for name, member in shape.get("members", {}).items():
            inner = joined(path, name)
            if name in shape.get("required", []):
                required.add(inner)
            walk(member["shape"], inner, within)
        if shape["type"] == "list":
            walk(shape["member"]["shape"], f"{path}[]", within)
        if shape["type"] == "map":
            walk(shape["key"]["shape"], path + "{}", within)
            walk(shape["value"]["shape"], f"{path}[]", within)

    walk(model["operations"][operation]["input"]["shape"], "", frozenset())
    return limits, required, []


def of_cloudformation(type_name):
    """As for botocore; and the rules about several properties together."""
    index = (SCHEMAS / "providers" / "us_east_1.py").read_text()
    file = re.search(rf'"{type_name}": "([^"]+)"', index)[1]
    schema = json.loads((SCHEMAS / "resources" / f"{file}.json").read_text())
    limits, required, together = {}, set(), []

    def walk(part, path, within):
        name = part.get("$ref", "").rsplit("/", 1)[-1]
        if name in within:
            return
        if name:
            part, within = schema["definitions"][name] | part, within | {name}
        lowest = ["minimum", "minLength", "minItems"]
        highest = ["maximum", "maxLength", "maxItems"]
        found = {}
        for ours, theirs in [("min", lowest), ("max", highest), ("pattern", ["pattern"]),
                             ("oneOf", ["enum", "enumCaseInsensitive"])]:
            found |= {ours: part[name] for name in theirs if name in part}
        if part.get("uniqueItems"):
            found["unique"] = True
        limits[path] = found
        for rule in ["requiredXor", "requiredOr", "dependentRequired", "dependentExcluded"]:
            if rule in part:
                together.append({"path": path, "rule": rule, "members": part[rule]})
        for name, member in part.get("properties", {}).items():
            inner = joined(path, name)
            if name in part.get("required", []):
                required.add(inner)
            walk(member, inner, within)
        if isinstance(part.get("items"), dict):
            walk(part["items"], f"{path}[]", within)

    walk(schema, "", frozenset())
    return limits, required, together


def joined(path, name):
    return f"{path}.{name}" if path else name


def translated(pattern):
    """A pattern as `regex-lite` reads it, without the anchors around it: it is to match the whole of a text."""
    # What is said of the length stands in `min` and `max` too.
    pattern = re.sub(r"\(\?=\.\{\d+,\d+\}\$\)", "", pattern)
    pattern = re.sub(r"^\^|(\$|\\Z)$", "", pattern)
    pattern = re.sub(r"\\u([0-9A-Fa-f]{4})", r"\\x{\1}", pattern)
    pattern = re.sub(r"\\p\{(.)\}", lambda found: CLASSES[found[1]], pattern)
    out, in_class, escaped = "", False, False
    for c in pattern:
        if escaped:
            escaped = False
        elif c == "\\":
            escaped = True
        elif in_class and c == "[":
            c = "\\["
        elif c in "[]":
            in_class = c == "["
        out += c
    return out


def told_of(rule, ours):
    """A rule about several members, as far as they are ours: what others would need is never sent."""
    def known(names):
        return [ours[joined(rule["path"], name)] for name in names if joined(rule["path"], name) in ours]

    members = rule["members"]
    if rule["rule"] in ["requiredXor", "requiredOr"]:
        told = "exactlyOne" if rule["rule"] == "requiredXor" else "atLeastOne"
        return [{"rule": told, "properties": known(members)}] if known(members) else []
    told = "needs" if rule["rule"] == "dependentRequired" else "excludes"
    pairs = [known([one]) + known(others) for one, others in members.items()]
    return [{"rule": told, "properties": pair} for pair in pairs if len(pair) > 1]


def containers(path):
    """The paths of what a member is inside of, and its own."""
    ends = [found.start() for found in re.finditer(r"[.\[{]", path)]
    return {path[:end] for end in ends} | {path}


def main():
    counterparts = json.loads(pathlib.Path(sys.argv[1]).read_text())
    sources, properties_of = {}, {}
    limits = []
    for kind, properties in counterparts.items():
        for ours, members in properties.items():
            for counterpart in members:
                source, member = counterpart.split("/", 1)
                if source not in sources:
                    cloudformation = "::" in source
                    sources[source] = (of_cloudformation if cloudformation else of_botocore)(
                        *([source] if cloudformation else source.split(":")))
                found = dict(sources[source][0][member])
                if "pattern" in found:
                    found["pattern"] = translated(found["pattern"])
                if found:
                    limits.append({"kind": kind, "property": ours, "counterpart": counterpart} | found)
                properties_of.setdefault((kind, source), {})[member] = ours
    required, together = [], []
    for (kind, source), ours in sorted(properties_of.items()):
        inside = set().union(*(containers(member) for member in ours))
        for member in sorted(sources[source][1]):
            # What is required of something that we never send is not required of us.
            within = re.sub(r"\.?[^.]*$", "", member)
            if not within or within in inside or within.removesuffix("[]") in inside:
                required.append({"kind": kind, "counterpart": f"{source}/{member}"} | (
                    {"property": ours[member]} if member in ours else {}))
        for rule in sources[source][2]:
            together += [{"kind": kind, "source": source} | told for told in told_of(rule, ours)]
    print(json.dumps({
        "source": f"botocore {version('botocore')} (Apache-2.0), cfn-lint {version('cfn-lint')} (MIT-0); written by "
                  "`cargo xtask regenerate`, not by hand",
        "limits": limits,
        "required": required,
        "together": together,
    }, indent=2, ensure_ascii=False))


main()
