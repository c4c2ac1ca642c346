"""What a person recognises of a browser: its program and the system it runs on."""

PROGRAMS = (
    ("MicroMessenger", "微信 WeChat"),
    ("DingTalk", "钉钉 DingTalk"),
    ("HuaweiBrowser", "HUAWEI"),
    ("MiuiBrowser", "Xiaomi"),
    ("QQBrowser", "QQ"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """Program and system, such as "Chrome · Windows"; else how the agent begins, may be nothing."""
    known = [
        next((words for sign, words in signs if sign in agent), "") for signs in (PROGRAMS, SYSTEMS)
    ]
    return " · ".join(filter(None, known)) or agent[:40]
