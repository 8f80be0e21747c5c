package dev.zaffre.conformance;

import dev.zaffre.catalog.App;
import dev.zaffre.catalog.DefinitionFile;
import dev.zaffre.conformance.Result.Verdict;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What every connector must pass, without code of its own: the definition, the requests that it makes, and what it makes of answers,
 * tried against a server on this machine that plays the app. No database and no network are needed.
 */
public final class Conformance implements AutoCloseable {
    private static final String FILES = "the files can be read and used";
    private static final Map<String, Function<Subject, Verdict>> CHECKS = checks();
    private final Connector connector;
    private final @Nullable Subject subject;

    private Conformance(Connector connector, @Nullable Subject subject) {
        this.connector = connector;
        this.subject = subject;
    }

    /** @param folder {@code connectors/<slug>} */
    public static Conformance of(Path folder) {
        Connector connector = Connector.read(folder);
        return new Conformance(connector, connector.faults().isEmpty() ? Subject.of(connector) : null);
    }

    private static Map<String, Function<Subject, Verdict>> checks() {
        Map<String, Function<Subject, Verdict>> checks = new LinkedHashMap<>();
        checks.put("nothing of the template is left", Requests::finished);
        checks.put("enough for the catalogue", Requests::catalogue);
        checks.put("each request equals golden.json", Requests::golden);
        checks.put("required fields are enforced", Requests::requiredFields);
        checks.put("the credential is put where it is declared", Requests::placements);
        checks.put("the idempotency header is the same on every attempt", Requests::idempotency);
        checks.put("no secret is readable in what is kept of a call", Requests::secrets);
        checks.put("verification tells who is connected", Replies::verificationSucceeds);
        checks.put("verification tells a refused credential", Replies::verificationFails);
        checks.put("a refused credential expires the connection", Replies::expired);
        checks.put("the first token is read as declared", TokenChecks::mapped);
        checks.put("an ended token is renewed, and the call repeated with the new one", TokenChecks::renewed);
        checks.put("a refused renewal expires the connection, a failed one does not", TokenChecks::refused);
        checks.put("Retry-After is honoured", Replies::throttled);
        checks.put("a failure of the app is tried again", Replies::serverErrors);
        checks.put("what the app refuses is not tried again", Replies::refusals);
        checks.put("the answer is mapped", Replies::mapped);
        return checks;
    }

    /** What is wrong with the files, and what is left to do in them, by file and line; quicker than all checks. */
    public List<DefinitionFile.Fault> problems() {
        return Stream.concat(connector.faults().stream(), connector.unfinished().stream())
                .toList();
    }

    /** The app; empty when the files cannot be used. */
    public Optional<App> app() {
        return Optional.ofNullable(subject).map(Subject::app);
    }

    /** The names of all checks, in the order in which they are worth reading. */
    public static List<String> names() {
        return Stream.concat(Stream.of(FILES), CHECKS.keySet().stream()).toList();
    }

    /** @param check one of {@link #names} */
    public Result run(String check) {
        Verdict verdict = verdict(check);
        return new Result(check, verdict.state(), verdict.reason());
    }

    private Verdict verdict(String check) {
        if (check.equals(FILES)) {
            return Verdict.of(connector.faults().stream()
                    .map(DefinitionFile.Fault::toString)
                    .toList());
        }
        Subject on = subject;
        if (on == null) {
            return Verdict.notApplicable("the files cannot be used");
        }
        Function<Subject, Verdict> body = CHECKS.get(check);
        if (body == null) {
            throw new IllegalArgumentException("No check is called '" + check + "'");
        }
        try {
            return body.apply(on);
        } catch (App.InvalidInput e) {
            return Verdict.failed("an example of golden.json or a fixture cannot be sent: " + e.getMessage());
        }
    }

    /** Every check, in order. */
    public List<Result> run() {
        return names().stream().map(this::run).collect(Collectors.toList());
    }

    @Override
    public void close() {
        if (subject != null) {
            subject.close();
        }
    }
}
