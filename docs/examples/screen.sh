# 用 curl 收一个主题的消息，每行一条（长轮询）The messages of a topic by curl, one a line, by long polling:
#   IPM_KEY=… sh screen.sh http://127.0.0.1:5080 ranking/pledge.count/2026
set -e
HUB=${1:-http://127.0.0.1:5080}
HUB=${HUB%/}/hubs/monitor
TOPIC=${2:-ranking/pledge.count/$(date +%Y)}
END=$(printf '\036')

# A refusal is written with its code, and ends the script.
ask() { curl --silent --show-error --fail-with-body --max-time 100 -H "Authorization: ApiKey $IPM_KEY" "$@"; }

ANSWER=$(ask -X POST "$HUB/negotiate?negotiateVersion=1") || { echo "$ANSWER" >&2; exit 1; }
TOKEN=$(echo "$ANSWER" | sed 's/.*"connectionToken":"\([^"]*\)".*/\1/')
ask "$HUB?id=$TOKEN"
ask "$HUB?id=$TOKEN" --data-raw "{\"protocol\":\"json\",\"version\":1}$END"
ask "$HUB?id=$TOKEN" --data-raw "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Subscribe\",\"arguments\":[\"$TOPIC\"]}$END"
# Each poll answers within 90 seconds, with the messages since the poll before.
while ANSWER=$(ask "$HUB?id=$TOKEN"); do
  printf '%s' "$ANSWER" | tr '\036' '\n' | grep '"result"\|"target"\|"error"' || continue
  case $ANSWER in *'"error"'*) exit 1 ;; esac
done
