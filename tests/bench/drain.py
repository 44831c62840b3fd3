# SPDX-License-Identifier: GPL-3.0-or-later
"""A fast drain over HTTP/2, and libcurl's own rate for the same bytes.

nginx stands before a practice SI-DEP whose answers take 50 ms; what that one received is
then sent to a second one by libcurl alone, without a disk. Both doors are warm: nginx has
its connections to the service behind it. What those services keep is in memory where it can
be: their disk is not what is measured; the counter's own is."""

import json
import os
import subprocess
import tempfile
import time

from counter import BUILD, Practice, ctl

STREAMS = f"{BUILD}/tests/bench-streams"
CONFIGURATION = """daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/errors warn;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream practice {{ server 127.0.0.1:{behind}; keepalive 256; keepalive_requests 1000000; }}
  server {{
    listen 127.0.0.1:{port} ssl http2; ssl_certificate {certificate}/server.pem; ssl_certificate_key {certificate}/server-key.pem;
    client_body_buffer_size 64k; keepalive_requests 1000000;
    location / {{ proxy_pass https://practice; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""


class Door:
    """A practice SI-DEP with nginx before it."""

    def __init__(self, folder):
        os.makedirs(folder)
        self.practice = Practice(folder + "/practice")
        behind = int(self.practice.origin.rsplit(":", 1)[1])
        # The listening port: free a moment ago, on loopback, for seconds.
        port = behind + 1
        self.base = f"https://127.0.0.1:{port}/fhir"
        with open(folder + "/nginx.conf", "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(folder=folder, behind=behind, port=port, certificate=self.practice.directory))
        self.nginx = subprocess.Popen(["nginx", "-e", folder + "/errors", "-c", folder + "/nginx.conf", "-p", folder],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)
        self.practice.faults(latency_ms=50)

    def token(self):
        ready = self.practice.ready
        return json.loads(self.practice.curl("/token", "-u", f"{ready['client_id']}:{ready['client_secret']}", "-d",
                                             "grant_type=client_credentials&scope=system/*.cruds"))["access_token"]

    def by_libcurl(self, bodies):
        """Records a second; all of them are accepted."""
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self.practice.directory) as file:
            file.writelines(body + "\n" for body in bodies)
            file.flush()
            return float(subprocess.run([STREAMS, self.base, self.practice.ready["ca_file"], file.name], input=self.token() + "\n",
                                        capture_output=True, text=True, check=True, timeout=300).stdout)

    def close(self):
        self.nginx.terminate()
        self.nginx.wait(10)
        self.practice.stop()


def measure(folder, records, warm):
    """Records a second: ours with a disk and a keyring, libcurl's own without. `records` and
    `warm` are what comptoirctl add reads."""
    memory = tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else folder)
    ours = Door(memory.name + "/ours")
    practice = ours.practice
    ctl("setup", "--service", ours.base, "--client-id", practice.ready["client_id"], "--ca", practice.ready["ca_file"],
        "--finess", "750012346", "--pharmacy", "Pharmacie des Lilas", "--rpps", "10003456786", "--practitioner", "Claire PETIT",
        "--secret-stdin", text=practice.ready["client_secret"] + "\n")
    ctl("add", "-", text=warm)
    ctl("send", "--wait", "300")
    first = [json.dumps(b, ensure_ascii=False, separators=(",", ":")) for b in json.loads(practice.curl("/practice/bundles"))]
    ctl("add", "-", text=records)
    begin = time.monotonic()
    ctl("send", "--wait", "300")
    seconds = time.monotonic() - begin
    sent = [json.dumps(b, ensure_ascii=False, separators=(",", ":")) for b in json.loads(practice.curl("/practice/bundles"))][len(first):]
    assert len(sent) == records.count("\n"), f"{len(sent)} arrived"
    ours.close()
    reference = Door(memory.name + "/libcurl")
    reference.by_libcurl(first)
    rate = reference.by_libcurl(sent)
    reference.close()
    memory.cleanup()
    return len(sent) / seconds, rate
