from itertools import pairwise

from curation.transcribe.channels import Channels
from curation.transcribe.engine import Heard
from curation.transcribe.speakers import Speakers, in_order
from curation.transcribe.voices import Voice
from curation.transcribe.windows import Window
from curation.transcribe.words import spread
from tests.transcribe.sounds import silence


def texts(spoken: dict[str, list[tuple[str, float, float]]]) -> list[str]:
    words, names = in_order(
        {
            name: [word for text, start_s, end_s in said for word in spread(text, start_s, end_s)]
            for name, said in spoken.items()
        }
    )
    lines: list[str] = []
    for before, (word, name) in pairwise([None, *zip(words, names, strict=True)]):
        if before is None or before[1] != name:
            lines.append(f"{name}:")
        lines[-1] += f" {word.text}"
    return lines


def test_speakers_who_take_turns_are_in_order_of_time() -> None:
    spoken = {
        "B": [("Yes.", 2.5, 3.0), ("Twice.", 6.5, 7.0)],
        "A": [("Did it?", 0, 2), ("How often?", 4, 6)],
    }
    assert texts(spoken) == ["A: Did it?", "B: Yes.", "A: How often?", "B: Twice."]


def test_speakers_break_into_a_phrase_without_tearing_it_to_pieces() -> None:
    spoken = {"A": [("one two three four five six", 0, 6)], "B": [("yes yes yes", 2.1, 3.6)]}
    assert texts(spoken) == ["A: one two three", "B: yes yes yes", "A: four five six"]
    spoken = {"A": [("one two three four five six", 0, 6)], "B": [("yes yes yes", 0.2, 1.7)]}
    assert texts(spoken) == ["A: one two three four five six", "B: yes yes yes"]


def test_speakers_are_channels_where_these_are_heard_apart() -> None:
    speakers = Speakers(Channels(heard=(0, 1)), told_by="channels")
    for channel, start_s, text in (
        (1, 0.0, "Hello."),
        (0, 2.0, "Good morning."),
        (1, 2.0, "Well,"),
    ):
        window = Window(start_s=start_s, samples=silence(1.0), channel=channel)
        words = spread(text, start_s + channel / 10, start_s + 1)
        speakers.add(window, Heard(words=tuple(words), language="en"))
    words, names = speakers.named()
    assert [word.text for word in words] == ["Hello.", "Good", "morning.", "Well,"]
    assert names == ["Channel 2", "Channel 1", "Channel 1", "Channel 2"]
    assert not speakers.listens


def test_speakers_of_the_only_channel_with_speech_are_told_by_their_voices() -> None:
    speakers = Speakers(Channels(heard=(1,)), voices=[Voice(start_s=0, end_s=9, speaker="A")])
    window = Window(start_s=0.0, samples=silence(1.0), channel=1)
    speakers.add(window, Heard(words=tuple(spread("Hello.", 0, 1)), language="en"))
    assert speakers.named()[1] == ["A"]
