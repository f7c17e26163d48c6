// Claims a value and reads what it gives: KAOHE_URL=… KAOHE_TOKEN=… java Start.java <cycle> <district> <component> <value>
import java.io.IOException;
import java.net.URI;
import java.net.http.*;
import java.util.UUID;

class Start {
    static final String key = UUID.randomUUID().toString();

    public static void main(String[] args) throws Exception {
        var base = System.getenv().getOrDefault("KAOHE_URL", "http://127.0.0.1:8787") + "/v1/cycles/" + args[0] + "/districts/" + args[1];
        var claim = ask("PUT", base + "/components/" + args[2] + "/claim", "{\"value\":\"" + args[3] + "\"}");
        var revision = claim.replaceAll("(?s).*?\"revision\":(\\d+).*", "$1"); // take a JSON library of your choice
        System.out.println(ask("GET", base + "/score?basis=claimed&minRevision=" + revision, ""));
    }

    static String ask(String method, String url, String body) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + System.getenv("KAOHE_TOKEN")).header("Content-Type", "application/json")
            .header("Accept-Language", "zh").header("Idempotency-Key", key).build(); // sent again under its key it counts once
        for (var attempt = 0; attempt < 30; attempt++, Thread.sleep(1000)) {
            try {
                var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() < 300) return answer.body();
                if (answer.statusCode() < 500 && answer.headers().firstValue("Retry-After").isEmpty())
                    throw new IllegalStateException(answer.body());
            } catch (IOException fault) { System.err.println(fault); }
        }
        throw new IllegalStateException("no answer");
    }
}
