#!/usr/bin/python3
"""Makes channels and devices on a running server and prints their credentials as fieldcast-load
takes them with --channels: a publisher for each channel and, with --subscribe, a subscriber.

    bench/make_channels.py --data DIR --count 1000 [--subscribe] > channels.jsonl
"""
import argparse
import json
import os
import socket
import sys


class Administration:
    """The server's Unix socket: a line of JSON in, a line out."""

    def __init__(self, folder):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(os.path.join(folder, "fieldcast.sock"))
        self.lines = self.socket.makefile("rw")

    def ask(self, command, **options):
        self.lines.write(json.dumps({"command": command, **options}) + "\n")
        self.lines.flush()
        answer = json.loads(self.lines.readline())
        if "error" in answer:
            sys.exit(f"make_channels: {answer['error']}")
        return answer

    def device(self, name, permission):
        made = self.ask("device add", name=name, channel=[permission])
        return {key: made[key] for key in ("client_id", "username", "password")}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="data folder of the running server")
    parser.add_argument("--count", type=int, default=1000, help="channels (1000)")
    parser.add_argument("--subscribe", action="store_true", help="a subscriber for each, too")
    arguments = parser.parse_args()
    server = Administration(arguments.data)
    fields = [f"{n}=Field {n}" for n in range(1, 9)]
    for number in range(arguments.count):
        channel = server.ask("channel add", name=f"bench {number}", field=fields)["id"]
        publisher = server.device("publisher", f"{channel}:publish")
        print(json.dumps({**publisher, "publish_topic": f"channels/{channel}/publish"}))
        if arguments.subscribe:
            subscriber = server.device("subscriber", f"{channel}:subscribe")
            print(json.dumps({**subscriber, "subscribe_topic": f"channels/{channel}/subscribe"}))


if __name__ == "__main__":
    main()
