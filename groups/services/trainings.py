"""The one place that lets a post of the committee say its holder's trainings."""

from groups.models import Training


def say_trainings(post, *, without=()):
    """Name on ``post`` (not saved here) what the card named already, less ``without``, and what the book holds."""
    kinds = set(Training.objects.filter(person_id=post.person_id).values_list("kind", flat=True))
    post.trainings = sorted((set(post.trainings) - set(without)) | kinds)
    post.is_untrained = not post.trainings
