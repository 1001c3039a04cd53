"""The pages of command."""

from django.urls import URLPattern, path

from outpace.command.web import desk, posts, tasks

app_name = "command"
urlpatterns: list[URLPattern] = [
    path("", tasks.mine, name="mine"),
    path("tasks/<int:task_id>/", tasks.task, name="task"),
    path("tasks/<int:task_id>/step/", tasks.task_step, name="task_step"),
    path("desk/", desk.desk, name="desk"),
    path("desk/act/", desk.desk_act, name="desk_act"),
    path("issue/", desk.task_new, name="task_new"),
    path("posts/", posts.posts, name="posts"),
    path("posts/new/", posts.post_new, name="post_new"),
    path("posts/<int:command_post_id>/", posts.post, name="post"),
    path("posts/<int:command_post_id>/appoint/", posts.post_appoint, name="post_appoint"),
    path("posts/<int:command_post_id>/relieve/<int:user_id>/", posts.post_relieve, name="post_relieve"),
    path("posts/<int:command_post_id>/close/", posts.post_close, name="post_close"),
]
