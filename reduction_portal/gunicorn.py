"""How gunicorn serves the portal: threads in one process, which with the in-process broker also works the jobs."""

import os

workers = 1
# A save waits up to a second for its figures, and holds a thread meanwhile: where many save at once, more threads than cores.
threads = int(os.environ.get("PORTAL_THREADS", "8"))
# As long as a person reads a page, the next one needs no new connection.
keepalive = 75
worker_class = "gthread"
accesslog = None
# The control socket would be made in the user's home directory.
control_socket_disable = True


def post_worker_init(worker):
    from django.conf import settings

    if not settings.BROKER_URL:
        from reduction_portal import embedded

        embedded.start()
