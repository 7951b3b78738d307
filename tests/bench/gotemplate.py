"""A page's Jinja template, said again in Go's: so that Hugo writes the same page as we do.

Translated each time from the templates as they are, never copied: only what they use is known, and
anything else is an error.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jinja2 import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinja2 import Environment

COMPARED = {"eq": "eq", "ne": "ne", "lt": "lt", "gt": "gt", "lteq": "le", "gteq": "ge"}
FILTERS = {"length": "len", "upper": "upper"}
PASSED = ("frame", "site")


class Translation:
    """One page template with all that it extends and takes macros from."""

    def __init__(self, environment: Environment, name: str) -> None:
        self._environment = environment
        self._macros: dict[tuple[str, str], nodes.Macro] = {}
        self.names: set[str] = set()  # every attribute that is asked for
        page = self._parsed(name)
        base = next(page.find_all(nodes.Extends)).template
        if not isinstance(base, nodes.Const):
            raise TypeError("a template extends one whose name is not written out")
        self._blocks = {one.name: one for one in page.find_all(nodes.Block)}
        scope = _Scope(self._known(name), "$.Params.", names=self.names)
        opening = "{{$frame := .Params.frame}}{{$it := .Params.it}}{{$site := .Site.Params.site}}"
        body = "".join(map(scope.said, self._filled(self._parsed(base.value).body)))
        self.text = "".join(map(self._defined, self._macros)) + opening + body

    def _parsed(self, name: str) -> nodes.Template:
        loader = self._environment.loader
        if loader is None:
            raise TypeError("there is nowhere to take templates from")
        return self._environment.parse(loader.get_source(self._environment, name)[0])

    def _filled(self, body: Sequence[nodes.Node]) -> list[nodes.Node]:
        """Return the base's body with the page's blocks in their places."""
        found: list[nodes.Node] = []
        for node in body:
            block = isinstance(node, nodes.Block) and self._blocks.get(node.name, node)
            found += block.body if isinstance(block, nodes.Block) else [node]
        return found

    def _known(self, name: str) -> dict[str, tuple[str, nodes.Macro]]:
        """Return the macros that a template may call, by the name that it calls them by."""
        template = self._parsed(name)
        known = {one.name: (_go(name, one.name), one) for one in template.find_all(nodes.Macro)}
        for macro in template.find_all(nodes.Macro):
            self._macros.setdefault((name, macro.name), macro)
        for taken in template.find_all(nodes.FromImport):
            if isinstance(taken.template, nodes.Const):
                known |= self._known(taken.template.value)
        return known

    def _defined(self, key: tuple[str, str]) -> str:
        macro = self._macros[key]
        arguments = [one.name for one in macro.args]
        opening = "".join(f"{{{{${name} := .{name}}}}}" for name in [*arguments, *PASSED])
        scope = _Scope(self._known(key[0]), ".", names=self.names)
        body = "".join(map(scope.said, macro.body))
        return f'{{{{define "{_go(*key)}"}}}}{opening}{body}{{{{end}}}}'


@dataclass(kw_only=True)
class _Loop:
    at: str
    row: str


@dataclass
class _Scope:
    """What may be named at one place of a template."""

    macros: dict[str, tuple[str, nodes.Macro]]
    root: str
    names: set[str] = field(kw_only=True)
    loops: list[_Loop] = field(default_factory=list)

    def said(self, node: nodes.Node) -> str:
        """Return what stands in Go's template for a node that says something."""
        match node:
            case nodes.Output():
                return "".join(map(self._output, node.nodes))
            case nodes.If():
                return self._if(node)
            case nodes.For():
                return self._for(node)
            case nodes.Assign(target=nodes.Name(name=name)):
                return f"{{{{${name} := {self.of(node.node)}}}}}"
            case nodes.Macro() | nodes.FromImport() | nodes.Extends():
                return ""
            case nodes.Block():
                return "".join(map(self.said, node.body))
        raise TypeError(f"no such statement is known: {node}")

    def _output(self, node: nodes.Node) -> str:
        match node:
            case nodes.TemplateData(data=data):
                return data
            case nodes.CondExpr(expr2=other):
                end = f"{{{{else}}}}{self._output(other)}" if other is not None else ""
                then = self._output(node.expr1)
                return f"{{{{if {self.of(node.test)}}}}}{then}{end}{{{{end}}}}"
            case nodes.Call(node=nodes.Name(name=name)) if name in self.macros:
                return self._called(node, *self.macros[name])
        return f"{{{{{self.of(node)}}}}}"

    def _called(self, node: nodes.Call, name: str, macro: nodes.Macro) -> str:
        given = [one.name for one in macro.args]
        values = {key.key: key.value for key in node.kwargs}
        values |= dict(zip(given, node.args, strict=False))
        late = dict(zip(reversed(given), reversed(macro.defaults), strict=False))
        words = [f'"{one}" {self.of(values.get(one) or late[one])}' for one in given]
        words += [f'"{one}" ${one}' for one in PASSED]
        return f'{{{{template "{name}" (dict {" ".join(words)})}}}}'

    def _if(self, node: nodes.If) -> str:
        text = f"{{{{if {self.of(node.test)}}}}}{self._all(node.body)}"
        for one in node.elif_:
            text += f"{{{{else if {self.of(one.test)}}}}}{self._all(one.body)}"
        return text + (f"{{{{else}}}}{self._all(node.else_)}" if node.else_ else "") + "{{end}}"

    def _for(self, node: nodes.For) -> str:
        if not isinstance(node.target, nodes.Name):
            raise TypeError("a loop names more than one thing")
        loop = _Loop(at=f"$at{len(self.loops)}", row=self.of(node.iter))
        self.loops.append(loop)
        body = self._all(node.body)
        self.loops.pop()
        return f"{{{{range {loop.at}, ${node.target.name} := {loop.row}}}}}{body}{{{{end}}}}"

    def _all(self, body: Sequence[nodes.Node]) -> str:
        return "".join(map(self.said, body))

    def of(self, node: nodes.Node | None) -> str:
        """Return a value as Go's template names it."""
        made: dict[type, Callable[[_Scope, Any], str]] = _VALUES
        if type(node) not in made or node is None:
            raise TypeError(f"no such value is known: {node}")
        return made[type(node)](self, node)

    def _got(self, node: nodes.Getattr) -> str:
        if isinstance(node.node, nodes.Name) and node.node.name == "loop":
            loop = self.loops[-1]
            last = f"(eq (add {loop.at} 1) (len {loop.row}))"
            return {
                "index0": loop.at,
                "index": f"(add {loop.at} 1)",
                "first": f"(eq {loop.at} 0)",
                "last": last,
            }[node.attr]
        self.names.add(node.attr)
        where = self.of(node.node)
        return "$site" if (where, node.attr) == ("$frame", "site") else f"{where}.{node.attr}"

    def _item(self, node: nodes.Getitem) -> str:
        what, at = self.of(node.node), node.arg
        match at:
            case nodes.Slice(start=None, stop=nodes.Const(value=stop)):
                return f"(substr {what} 0 {stop})"
            case nodes.Slice(start=nodes.Const(value=start), stop=None):
                return f"(substr {what} {start})"
            case nodes.Neg():
                return f"(index {what} (sub (len {what}) {self.of(at.node)}))"
        return f"(index {what} {self.of(at)})"

    def _compared(self, node: nodes.Compare) -> str:
        (one,) = node.ops
        return f"({COMPARED[one.op]} {self.of(node.expr)} {self.of(one.expr)})"

    def _filtered(self, node: nodes.Filter) -> str:
        value = self.of(node.node)
        return value if node.name in ("e", "escape") else f"({FILTERS[node.name]} {value})"

    def _tested(self, node: nodes.Test) -> str:
        if node.name != "none":
            raise TypeError(f"no such test is known: {node.name}")
        return f"(eq {self.of(node.node)} nil)"


def _constant(_: _Scope, node: nodes.Const) -> str:
    return "nil" if node.value is None else json.dumps(node.value)


_VALUES: dict[type, Callable[[_Scope, Any], str]] = {
    nodes.Const: _constant,
    nodes.Name: lambda _, node: f"${node.name}",
    nodes.Getattr: _Scope._got,
    nodes.Getitem: _Scope._item,
    nodes.Compare: _Scope._compared,
    nodes.Filter: _Scope._filtered,
    nodes.Test: _Scope._tested,
    nodes.Not: lambda scope, node: f"(not {scope.of(node.node)})",
    nodes.And: lambda scope, node: f"(and {scope.of(node.left)} {scope.of(node.right)})",
    nodes.Or: lambda scope, node: f"(or {scope.of(node.left)} {scope.of(node.right)})",
    nodes.Add: lambda scope, node: f"(add {scope.of(node.left)} {scope.of(node.right)})",
    nodes.CondExpr: lambda scope, node: (
        f"(cond (not (not {scope.of(node.test)})) {scope.of(node.expr1)} {scope.of(node.expr2)})"
    ),
}


def _go(template: str, macro: str) -> str:
    return f"{template.partition('.')[0]}-{macro}"
