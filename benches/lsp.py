#!/usr/bin/env python3
"""Measures how soon the language server answers a keystroke, on the folder of a matrix.

    cargo build --release && python3 benches/lsp.py matrix
"""
import subprocess, json, time, pathlib, statistics, sys
root=pathlib.Path(sys.argv[1]).resolve()
p=subprocess.Popen([str(pathlib.Path(__file__).resolve().parents[1] / "target/release/dtm"),"lsp","--matrix",str(root)],stdin=subprocess.PIPE,stdout=subprocess.PIPE)
def send(m):
    b=json.dumps(m).encode(); p.stdin.write(b"Content-Length: %d\r\n\r\n"%len(b)+b); p.stdin.flush()
def recv():
    n=0
    while True:
        l=p.stdout.readline()
        if l in(b"\r\n",b"\n"): break
        if l.lower().startswith(b"content-length"): n=int(l.split(b":")[1])
    return json.loads(p.stdout.read(n))
send({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{},"rootUri":root.as_uri()}})
t=time.perf_counter()
while recv().get("id")!=1: pass
send({"jsonrpc":"2.0","method":"initialized","params":{}})
f=sorted((root/"techniques").glob("*.yaml"))[5]; text=f.read_text(); uri=f.as_uri()
send({"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":uri,"languageId":"yaml","version":1,"text":text}}})
def wait(uri,version):
    while True:
        m=recv()
        if m.get("method")=="textDocument/publishDiagnostics" and m["params"]["uri"]==uri and m["params"].get("version")==version: return m
time.sleep(8)
times=[]; v=1
for i in range(15):
    v+=1
    bad = text.replace("summary:","sumary:",1) if i%2==0 else text
    s=time.perf_counter()
    send({"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":uri,"version":v},"contentChanges":[{"text":bad}]}})
    m=wait(uri,v); times.append((time.perf_counter()-s)*1000); d=len(m["params"]["diagnostics"])
    time.sleep(2.5)
print(root, "median %.0f ms best %.0f worst %.0f last diags %d"%(statistics.median(times),min(times),max(times),d))
p.kill()
