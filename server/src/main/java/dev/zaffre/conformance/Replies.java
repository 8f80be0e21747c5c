package dev.zaffre.conformance;

import dev.zaffre.base.Json;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.Credential;
import dev.zaffre.conformance.Result.Verdict;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What is made of an app's answers. */
final class Replies {
    private static final int ASKED_SECONDS = 7;
    private static final List<Integer> FAILURES = List.of(500, 502, 503);
    private static final List<Integer> REFUSALS = List.of(400, 404, 409, 422);
    private static final String NO_VERIFICATION = "app.yaml declares no verification";
    private static final String NO_FIXTURE = "there is no " + Connector.VERIFICATION
            + ": record what the app answers to the verification, as success and as failure";

    private Replies() {}

    static Verdict verificationSucceeds(Subject on) {
        return verified(on, "success", (fixture, exchange, problems) -> {
            Exchange.Answer answer = exchange.answer();
            if (!(exchange.outcome() instanceof Outcome.Delivered) || answer == null) {
                problems.add("the answer of a good credential is judged as " + exchange.outcome());
                return;
            }
            String expected = fixture.path("identifier").asString("");
            String identifier =
                    on.local().identifier(on.credential(fixture).type(), answer).orElse("");
            if (!identifier.equals(expected)) {
                problems.add("the identifier is '" + identifier + "', but " + Connector.VERIFICATION + " says '"
                        + expected + "'");
            }
        });
    }

    static Verdict verificationFails(Subject on) {
        return verified(on, "failure", (fixture, exchange, problems) -> {
            boolean refused = exchange.outcome() instanceof Outcome.AuthExpired
                    || (exchange.outcome() instanceof Outcome.Rejected
                            && !exchange.outcome().isWorthRetrying());
            if (!refused) {
                problems.add("the answer to a wrong credential is judged as " + exchange.outcome());
            }
        });
    }

    @FunctionalInterface
    private interface Looking {
        void at(JsonNode fixture, Exchange exchange, List<String> problems);
    }

    private static Verdict verified(Subject on, String answer, Looking looking) {
        if (!on.app().hasVerification()) {
            return Verdict.notApplicable(NO_VERIFICATION);
        }
        if (on.connector().verifications().isEmpty()) {
            return Verdict.failed(NO_FIXTURE);
        }
        List<String> problems = new ArrayList<>();
        for (JsonNode fixture : on.connector().verifications()) {
            Credential credential = on.credential(fixture);
            Optional<OutboundRequest> request = on.local().verification(credential);
            if (!fixture.has(answer) || request.isEmpty()) {
                problems.add(Connector.VERIFICATION + " has no '" + answer + "'");
                continue;
            }
            on.played().willAnswer(LocalApp.Answer.of(fixture.path(answer)));
            looking.at(fixture, on.local().judge(on.http().send(request.get())), problems);
        }
        return Verdict.of(problems);
    }

    static Verdict expired(Subject on) {
        if (on.app().isOpen()) {
            return Verdict.notApplicable("the app asks for no credential");
        }
        Optional<Connector.Example> example = write(on);
        if (example.isEmpty()) {
            return Verdict.notApplicable("golden.json has no example");
        }
        List<String> problems = new ArrayList<>();
        for (LocalApp.Answer refusal : refusedCredentials(on)) {
            Outcome outcome = on.answered(example.get(), refusal).outcome();
            if (!(outcome instanceof Outcome.AuthExpired)) {
                problems.add(
                        "an action that is answered as " + Connector.VERIFICATION + " says for a wrong credential ("
                                + refusal.status() + ") is judged as " + outcome
                                + "; add a rule to 'errors' that means expired");
            }
        }
        return Verdict.of(problems);
    }

    /** How the app says that a credential is no good, as recorded; else as most do. */
    private static List<LocalApp.Answer> refusedCredentials(Subject on) {
        List<LocalApp.Answer> recorded = on.connector().verifications().stream()
                .filter(fixture -> fixture.has("failure"))
                .map(fixture -> LocalApp.Answer.of(fixture.path("failure")))
                .toList();
        return recorded.isEmpty() ? List.of(LocalApp.Answer.of(401)) : recorded;
    }

    static LocalApp.Answer refusal(Subject on) {
        return refusedCredentials(on).getFirst();
    }

    static Verdict throttled(Subject on) {
        Optional<Connector.Example> example = write(on);
        if (example.isEmpty()) {
            return Verdict.notApplicable("golden.json has no example");
        }
        Exchange exchange = on.answered(
                example.get(), new LocalApp.Answer(429, Map.of("Retry-After", Integer.toString(ASKED_SECONDS)), "{}"));
        if (!(exchange.outcome() instanceof Outcome.Throttled throttled)) {
            return Verdict.failed("429 is judged as " + exchange.outcome());
        }
        Instant until = throttled.until();
        Duration wait = until == null ? Duration.ZERO : Duration.between(on.now(), until);
        boolean honoured = wait.compareTo(Duration.ofSeconds(ASKED_SECONDS)) >= 0
                && wait.compareTo(exchange.took().plusSeconds(ASKED_SECONDS + 1)) <= 0;
        return honoured
                ? Verdict.PASSED
                : Verdict.failed("Retry-After: " + ASKED_SECONDS + " is read as a wait of " + wait.toSeconds() + " s");
    }

    static Verdict serverErrors(Subject on) {
        return each(on, FAILURES, outcome -> outcome.isWorthRetrying() ? "" : "not tried again");
    }

    static Verdict refusals(Subject on) {
        Set<Integer> declared = declaredOtherwise(on);
        List<Integer> plain =
                REFUSALS.stream().filter(status -> !declared.contains(status)).toList();
        return each(
                on,
                plain,
                outcome ->
                        outcome instanceof Outcome.Rejected && !outcome.isWorthRetrying() ? "" : "not taken for final");
    }

    /** Statuses that a rule of the app takes for something else, whatever the body is. */
    private static Set<Integer> declaredOtherwise(Subject on) {
        Set<Integer> declared = new java.util.HashSet<>();
        for (JsonNode rule : on.connector().definition().json().path("errors")) {
            JsonNode when = rule.path("when");
            if (!rule.path("means").asString("").equals("rejected") && !when.has("body") && !when.has("header")) {
                when.path("status").forEach(status -> {
                    if (status.isInt()) {
                        declared.add(status.intValue());
                    }
                });
            }
        }
        return declared;
    }

    private static Verdict each(
            Subject on, List<Integer> statuses, java.util.function.Function<Outcome, String> judged) {
        Optional<Connector.Example> example = write(on);
        if (example.isEmpty()) {
            return Verdict.notApplicable("golden.json has no example");
        }
        List<String> problems = new ArrayList<>();
        for (int status : statuses) {
            Outcome outcome =
                    on.answered(example.get(), LocalApp.Answer.of(status)).outcome();
            String problem = judged.apply(outcome);
            if (!problem.isEmpty()) {
                problems.add(status + " is " + problem + ": " + outcome);
            }
        }
        return Verdict.of(problems);
    }

    static Verdict mapped(Subject on) {
        List<String> problems = new ArrayList<>();
        Set<String> missing = Requests.writes(on);
        for (Connector.Example example : on.examples()) {
            JsonNode response = example.json().path("response");
            if (response.isMissingNode()) {
                continue;
            }
            missing.remove(example.action());
            Action action = on.action(example);
            Exchange exchange = on.answered(example, LocalApp.Answer.of(response));
            Exchange.Answer answer = exchange.answer();
            if (!(exchange.outcome() instanceof Outcome.Delivered) || answer == null) {
                problems.add(example + ": the answer is judged as " + exchange.outcome());
                continue;
            }
            JsonNode output = on.local().output(action, answer);
            if (!output.equals(example.json().path("output"))) {
                problems.add(example + ": later nodes see\n    " + Json.write(output) + "\n  but golden.json says\n    "
                        + Json.write(example.json().path("output")));
            }
        }
        missing.forEach(action ->
                problems.add("golden.json has no 'response' and 'output' for an example of '" + action + "'"));
        return Verdict.of(problems);
    }

    /** An example of an action that writes, else of any. */
    static Optional<Connector.Example> write(Subject on) {
        Set<String> writes = Requests.writes(on);
        return on.examples().stream()
                .filter(example -> writes.contains(example.action()))
                .findFirst()
                .or(() -> on.examples().stream().findFirst());
    }
}
