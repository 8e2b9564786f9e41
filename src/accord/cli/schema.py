"""``accord schema``: print what is derived from the schema."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--as",
    "form",
    type=click.Choice(["tables", "annotation", "quoted", "ledger", "submission", "label-studio"]),
    default="tables",
    show_default=True,
    help="Markdown label tables, the JSON Schema of a kind of file, or the Label Studio configuration.",
)
def command(form: str) -> None:
    """Print the schema's labels, or a format that is derived from them."""
    import json

    from accord.formats.json_schema import json_schema
    from accord.formats.label_studio import labelling_config
    from accord.formats.label_tables import label_tables
    from accord.schema import load_schema

    schema = load_schema()
    if form == "tables":
        click.echo(label_tables(schema), nl=False)
    elif form == "label-studio":
        click.echo(labelling_config(schema), nl=False)
    else:
        click.echo(json.dumps(json_schema(form, schema), indent=2))
