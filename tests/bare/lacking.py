"""What POSIX has and Windows lacks: modules, names in others, and settings of a process."""

MODULES = {"fcntl", "grp", "posix", "pwd", "pty", "resource", "syslog", "termios"}
NAMES = {
    "os": {
        "O_NONBLOCK", "chown", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid",
        "getgid", "getloadavg", "getpgid", "getpgrp", "getpriority", "getsid", "getuid", "killpg",
        "mkfifo", "nice", "posix_spawn", "sched_getaffinity", "setpgid", "setsid", "statvfs",
        "sysconf", "uname", "wait", "waitid", "WNOHANG",
    },
    "signal": {
        "SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGUSR1",
        "SIGUSR2", "alarm", "pause", "pthread_kill", "pthread_sigmask", "setitimer", "sigwait",
    },
}  # fmt: skip
POSIX_ALONE = {"preexec_fn", "process_group", "start_new_session", "umask", "user", "group"}
