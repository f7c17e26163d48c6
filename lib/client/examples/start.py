# Claims a value and reads what it gives: KAOHE_URL=… KAOHE_TOKEN=… python3 start.py <cycle> <district> <component> <value>
import json, os, sys, time, urllib.error, urllib.request, uuid

cycle, district, component, value = sys.argv[1:]
base = f"{os.environ.get('KAOHE_URL', 'http://127.0.0.1:8787')}/v1/cycles/{cycle}/districts/{district}"
headers = {"Authorization": f"Bearer {os.environ['KAOHE_TOKEN']}", "Content-Type": "application/json",
           "Accept-Language": "zh", "Idempotency-Key": str(uuid.uuid4())}

def ask(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    for _ in range(30):  # the same request, so under its key a write counts once
        try:
            with urllib.request.urlopen(urllib.request.Request(base + path, data, headers, method=method), timeout=40) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as problem:
            if problem.code < 500 and not problem.headers["Retry-After"]:
                sys.exit(problem.read().decode())
        except (OSError, ValueError) as fault:
            print(fault, file=sys.stderr)
        time.sleep(1)
    sys.exit("no answer")

claim = ask("PUT", f"/components/{component}/claim", {"value": value})
score = ask("GET", f"/score?basis=claimed&minRevision={claim['revision']}")
print(score["score"], f"#{score['rank']}")
