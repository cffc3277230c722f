"""How gunicorn serves the portal: threads in one process, which with the in-process broker also works the jobs."""

workers = 1
threads = 8
worker_class = "gthread"
accesslog = None
# The control socket would be made in the user's home directory.
control_socket_disable = True


def post_worker_init(worker):
    from django.conf import settings

    if not settings.BROKER_URL:
        from reduction_portal import embedded

        embedded.start()
