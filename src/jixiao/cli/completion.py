"""``jixiao completion``: the scripts by which shells complete the command, made of the parsers themselves."""

from __future__ import annotations

import argparse
from typing import Final, NamedTuple

from jixiao.cli.arguments import parsers
from jixiao.cli.parsing import FORMATS

_FILES: Final = ("FILE", "OUT", "FORMAT[:FILE]")
"""How values are called that are files."""


class _Option(NamedTuple):
    """An option or an argument of a command."""

    names: tuple[str, ...]
    choices: tuple[str, ...]
    takes: bool
    """Whether a value follows."""
    said: str
    files: bool = False
    """Whether the value is a file."""
    several: bool = False
    """Whether it takes all arguments that are left."""


def script(shell: str) -> str:
    """The script for a shell: ``bash``, ``zsh``, ``fish`` or ``powershell``."""
    commands = {name: (parser.description or "", _options(parser)) for name, parser in parsers().items()}
    make = {"bash": _bash, "zsh": _zsh, "fish": _fish, "powershell": _powershell}[shell]
    return make(commands)


_Commands = dict[str, tuple[str, list[_Option]]]


def _options(parser: argparse.ArgumentParser) -> list[_Option]:
    found = []
    for action in parser._actions:
        choices = tuple(map(str, action.choices or ()))
        if "--format" in action.option_strings and not choices:
            choices = FORMATS
        files = str(action.metavar or "").endswith(_FILES)
        several = action.nargs == "+"
        names = tuple(action.option_strings)
        found.append(_Option(names, choices, action.nargs != 0, action.help or "", files, several))
    return found


def _quoted(text: str) -> str:
    """A word for bash, zsh and fish between single quotes; no text of ours holds one."""
    return "'" + text.replace("'", "’") + "'"


def _bash(commands: _Commands) -> str:
    lines = [
        "# jixiao: completion for bash. Put into ~/.bashrc:  source <(jixiao completion bash)",
        "_jixiao() {",
        '    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" words="" values=""',
        "    COMPREPLY=()",
        '    if [ "$COMP_CWORD" -eq 1 ]; then',
        f'        COMPREPLY=($(compgen -W "{" ".join(commands)} --help --version --lang" -- "$current"))',
        "        return",
        "    fi",
        '    case "${COMP_WORDS[1]}" in',
    ]
    for name, (_, options) in commands.items():
        words = " ".join(option for one in options for option in one.names)
        lines += [f"    {name})", f'        words="{words}"', '        case "$previous" in']
        lines += [
            f'        {"|".join(one.names)}) values="{" ".join(one.choices)}" ;;'
            for one in options
            if one.names and one.choices
        ]
        lines += ["        esac"]
        bare = " ".join(choice for one in options if not one.names for choice in one.choices)
        lines += [f'        [ -n "$values" ] || values="{bare}"'] if bare else []
        lines += ["        ;;"]
    lines += [
        "    esac",
        '    if [ -n "$values" ] && [ "${current:0:1}" != "-" ]; then',
        '        COMPREPLY=($(compgen -W "$values" -- "$current"))',
        '    elif [ "${current:0:1}" = "-" ]; then',
        '        COMPREPLY=($(compgen -W "$words" -- "$current"))',
        "    else",
        "        local IFS=$'\\n'",
        '        COMPREPLY=($(compgen -f -- "$current"))',
        "        compopt -o filenames 2>/dev/null",
        "    fi",
        "}",
        "complete -F _jixiao jixiao",
    ]
    return "\n".join(lines) + "\n"


def _zsh(commands: _Commands) -> str:
    lines = [
        "#compdef jixiao",
        '# jixiao: completion for zsh. Put into a folder of $fpath:  jixiao completion zsh > "${fpath[1]}/_jixiao"',
        "_jixiao() {",
        "    local -a commands",
        "    commands=(",
        *(f"        {_quoted(f'{name}:{said}')}" for name, (said, _) in commands.items()),
        "    )",
        "    if (( CURRENT == 2 )); then",
        "        _describe command commands",
        "        return",
        "    fi",
        '    local command="${words[2]}"',
        "    shift words",
        "    (( CURRENT-- ))",
        '    case "$command" in',
    ]
    for name, (_, options) in commands.items():
        lines += [f"    {name})", "        _arguments \\"]
        place = 0
        for one in options:
            action = f"({' '.join(one.choices)})" if one.choices else "_files" if one.files else " "
            said = one.said.replace("[", "（").replace("]", "）").replace(":", "：")
            if not one.names:
                place += 1
                at = "*" if one.several else str(place)
                lines.append(f"            {_quoted(f'{at}:{said}:{action}')} \\")
            for option in one.names:
                value = f":{option.lstrip('-')}:{action}" if one.takes else ""
                lines.append(f"            {_quoted(f'*{option}[{said}]{value}')} \\")
        lines[-1] = lines[-1].removesuffix(" \\")
        lines += ["        ;;"]
    lines += ["    esac", "}", 'if [ "$funcstack[1]" = "_jixiao" ]; then']
    return "\n".join([*lines, '    _jixiao "$@"', "else", "    compdef _jixiao jixiao", "fi"]) + "\n"


def _fish(commands: _Commands) -> str:
    lines = [
        "# jixiao: completion for fish.  jixiao completion fish > ~/.config/fish/completions/jixiao.fish",
        *(
            f"complete -c jixiao -n __fish_use_subcommand -f -a {name} -d {_quoted(said)}"
            for name, (said, _) in commands.items()
        ),
        "complete -c jixiao -n __fish_use_subcommand -l help",
        "complete -c jixiao -n __fish_use_subcommand -l version",
        "complete -c jixiao -n __fish_use_subcommand -l lang -x -a 'zh en'",
    ]
    for name, (_, options) in commands.items():
        seen = f"complete -c jixiao -n '__fish_seen_subcommand_from {name}'"
        for one in options:
            names = " ".join(f"-l {o[2:]}" if o.startswith("--") else f"-s {o[1:]}" for o in one.names)
            values = f" -f -a {_quoted(' '.join(one.choices))}" if one.choices else ""
            if names or values:
                # Without files where none can follow.
                required = (" -r" if one.files else " -x") if one.names and one.takes else ""
                lines.append(f"{seen}{' ' + names if names else ''}{required}{values} -d {_quoted(one.said)}")
    return "\n".join(lines) + "\n"


def _powershell(commands: _Commands) -> str:
    def listed(words: list[str]) -> str:
        return "@(" + ", ".join(_quoted(word) for word in words) + ")"

    lines = [
        "# jixiao: completion for PowerShell. Put into $PROFILE:"
        "  jixiao completion powershell | Out-String | Invoke-Expression",
        "Register-ArgumentCompleter -Native -CommandName jixiao -ScriptBlock {",
        "    param($word, $ast, $position)",
        "    $words = @($ast.CommandElements | ForEach-Object { $_.ToString() })",
        "    $options = @{",
        *(
            f"        {_quoted(name)} = {listed([option for one in options for option in one.names])}"
            for name, (_, options) in commands.items()
        ),
        "    }",
        "    $values = @{",
    ]
    for name, (_, options) in commands.items():
        lines += [
            f"        {_quoted(f'{name} {option}')} = {listed(list(one.choices))}"
            for one in options
            for option in one.names or ("",)
            if one.choices
        ]
    lines += [
        "    }",
        "    $before = if ($word) { $words.Count - 1 } else { $words.Count }",
        "    if ($before -le 1) {",
        "        $found = @($options.Keys | Sort-Object) + @('--help', '--version', '--lang')",
        "    } else {",
        "        $key = $words[1] + ' ' + $words[$before - 1]",
        "        $bare = $words[1] + ' '",
        "        if ($values.ContainsKey($key)) { $found = $values[$key] }",
        "        elseif ($word -like '-*') { $found = $options[$words[1]] }",
        "        elseif ($values.ContainsKey($bare)) { $found = $values[$bare] }",
        "        else { $found = @() }",
        "    }",
        '    $found | Where-Object { $_ -like "$word*" } | ForEach-Object {',
        "        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)",
        "    }",
        "}",
    ]
    return "\n".join(lines) + "\n"
