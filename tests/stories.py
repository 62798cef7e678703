"""What the history on a page tells."""


def story(client, url):
    """[(who, sentence)] of the history at ``url``, the oldest first."""
    lines = list(client.get(url).context["history"])
    return [(line.who, line.sentence) for line in reversed(lines)]
