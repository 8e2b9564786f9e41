from accord.display.layout import cards_of
from accord.schema import load_schema


def test_a_card_says_whom_a_collective_or_pronoun_stands_for(mini):
    schema = load_schema()
    seen = 0
    for document, gold in mini:
        names = {entity.id: entity.name for entity in gold.entities}
        for card in cards_of(document, gold, schema):
            for field in card.fields:
                for text, key, _ in field.values:
                    mention = next((m for m in gold.mentions if m.id == key), None)
                    if mention is None or mention.form is None:
                        continue
                    if mention.form in schema.exhaustive_forms:
                        assert text == mention.text
                    else:
                        others = [names[e] for e in mention.refers_to if names[e] != mention.text]
                        assert all(name in text for name in others)
                        seen += bool(others)
    assert seen
