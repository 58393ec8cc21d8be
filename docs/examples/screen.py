# 终端上的实时位次，只用标准库（长轮询）A live ranking on the terminal, by long polling, with the standard library only:
#   IPM_KEY=… python3 screen.py http://127.0.0.1:5080 ranking/pledge.count/2026
import datetime, http.client, json, os, random, sys, time, urllib.error, urllib.parse, urllib.request

server = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:5080"
topic = sys.argv[2] if len(sys.argv) > 2 else f"ranking/pledge.count/{datetime.date.today().year}"
hub = urllib.parse.urljoin(server, "hubs/monitor")
headers = {"Authorization": f"ApiKey {os.environ['IPM_KEY']}"} if "IPM_KEY" in os.environ else {}
rows, known = {}, {}


class Lost(Exception):
    pass


def call(url, body=None, timeout=10):
    request = urllib.request.Request(url, data=body, headers=headers, method="GET" if body is None else "POST")
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            if response.status == 204:
                raise Lost
            return response.read().decode()
    except urllib.error.HTTPError as refused:
        if refused.code in (401, 403):
            problem = json.loads(refused.read())
            sys.exit(f"{refused.code} {problem['code']}: {problem['detail']}")
        raise Lost from refused
    except (OSError, http.client.HTTPException) as fault:
        raise Lost from fault


def send(url, message):
    call(url, (json.dumps(message) + "\x1e").encode())


def connect():
    token = json.loads(call(f"{hub}/negotiate?negotiateVersion=1", b""))["connectionToken"]
    url = f"{hub}?id={urllib.parse.quote(token)}"
    call(url)
    send(url, {"protocol": "json", "version": 1})
    return url


def subscribe(url):
    send(url, {"type": 1, "invocationId": "1", "target": "Subscribe", "arguments": [topic]})


# The server answers a poll within 90 seconds.
def receive(url):
    while True:
        yield from (json.loads(text) for text in call(url, timeout=100).split("\x1e") if text)


def show(sign):
    ranked = sorted(rows.values(), key=lambda row: (row["rank"], row["city"]))
    print(sign, known.get("at", ""), " | ".join(f"{row['rank']} {row['name']} {row['value']}" for row in ranked), flush=True)


def take(message, changes):
    known.update(message)
    for city in changes.get("removed", {}).get("rows", []):
        rows.pop(city, None)
    rows.update((row["city"], row) for row in changes.get("rows") or [])
    show("数据源中断" if message.get("live") is False else "实时")


def take_snapshot(snapshot):
    if known.get("epoch") == snapshot["epoch"] and snapshot["seq"] < known["seq"]:
        return
    rows.clear()
    take(snapshot, snapshot["data"])


def take_update(update, url):
    if known.get("epoch") == update["epoch"] and update["seq"] <= known["seq"]:
        return
    if known.get("epoch") == update["epoch"] and update["seq"] == known["seq"] + 1:
        take(update, update["changes"])
    else:
        subscribe(url)


def follow(url):
    subscribe(url)
    for message in receive(url):
        if message.get("error"):
            if "topic_unknown" in message["error"] or "not_allowed" in message["error"]:
                sys.exit(message["error"])
            raise Lost
        if message.get("type") == 3:
            take_snapshot(message["result"])
        elif message.get("target") == "snapshot":
            take_snapshot(message["arguments"][0])
        elif message.get("target") == "update":
            take_update(message["arguments"][0], url)
        elif message.get("target") == "source":
            show("实时" if message["arguments"][0]["live"] else "数据源中断")


wait = 0.4
while True:
    try:
        connection = connect()
        wait = 0.4
        follow(connection)
    except Lost:
        show("连接中断")
        time.sleep(wait * (0.5 + random.random() / 2))
        wait = min(5, wait * 2)
