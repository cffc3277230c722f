"""What the text of a module gives away: who writes records, which templates a view names, what a query asks for."""

import ast

WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete", "execute"}
WRITES_RELATION = {"add", "set", "remove", "clear"}


def writes(source: str, relations: set[str] = frozenset()) -> list[str]:
    """Calls that could write a record, as `what.how`; `relations` are the names of many-to-many fields."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [ast.unparse(call.func) for call in calls if _writes(call, relations)]


def _writes(call: ast.Call, relations: set[str]) -> bool:
    if call.func.attr in WRITES_RELATION:
        return isinstance(call.func.value, ast.Attribute) and call.func.value.attr in relations
    only_in_memory = any(one.arg == "commit" and getattr(one.value, "value", None) is False for one in call.keywords)
    return call.func.attr in WRITES and not only_in_memory


def unscoped(source: str) -> list[str]:
    """Public functions that do not require `divisions`."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return [function.name for function in functions if "divisions" not in _required(function.args)]


def _required(arguments: ast.arguments) -> list[str]:
    names = [one.arg for one in arguments.posonlyargs + arguments.args]
    without_default = names[: len(names) - len(arguments.defaults)]
    return without_default + [one.arg for one, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value is None]


def templates(source: str) -> dict[str, set[str]]:
    """Function or class → the templates that it names."""
    return {
        node.name: {
            one.value
            for one in ast.walk(node)
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.endswith(".html")
        }
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
