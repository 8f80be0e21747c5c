package dev.zaffre;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The shape that the code keeps. A rule that must give way somewhere says here where and why. */
class ArchitectureTest {
    private static final JavaClasses ZAFFRE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.zaffre");
    private static final Path SOURCES = Path.of("src/main/java/dev/zaffre");
    private static final int LONGEST_CLASS = 400;
    private static final int LONGEST_METHOD = 45;
    private static final int MOST_PARAMETERS = 7;

    /** By class, with the reason. */
    private static final Map<String, String> MAY_TAKE_MORE = Map.of();

    /** By class, with the reason. */
    private static final Map<String, String> MAY_BE_LONGER = Map.of();

    /** Texts of SQL over customers' tables that need not name the environment, by class, with the reason. */
    private static final Map<String, String> ALL_CUSTOMERS_AT_ONCE = Map.of(
            "AllowedOrigins",
                    "reads the lists of all environments, since a browser asks before it says for which one it will call",
            "Queue", "deletes what has expired, whosever it was; hands nothing out",
            "ConnectionLog", "forgets what is old, whosever it was; hands nothing out",
            "TokenRefresher",
                    "finds the tokens whose time has come, whosever they are; each is renewed under its own environment",
            "JournalStatement", "is the text of what Journal writes",
            "Journal", "writes batches of many customers' runs, each by its id and only when this process owns it",
            "RunLoader",
                    "reads the attempts of executions that it has just claimed, with their environments, from the queue",
            "Deliveries",
                    "claims what is due and calls off what waits in vain, whosever it is; hands each out with its environment",
            "Configs", "fills the cache of one account, by the account's own UUID");

    /** What customers own: a query for it must say in whose environment. */
    private static final Set<String> CUSTOMER_TABLES = Set.of(
            "linked_account",
            "session_token",
            "allowed_origin",
            "ecosystem_lead",
            "custom_app",
            "connection",
            "event_type",
            "workflow",
            "workflow_version",
            "config",
            "config_workflow",
            "config_field",
            "event",
            "event_skip",
            "execution",
            "attempt",
            "job",
            "lane",
            "idempotency",
            "webhook",
            "webhook_delivery");

    @Test
    void packages_depend_on_each_other_in_one_direction_only() {
        slices().matching("dev.zaffre.(*)..").should().beFreeOfCycles().check(ZAFFRE);
    }

    @Test
    void only_http_knows_the_web_server() {
        noClasses()
                .that(not(resideInAPackage("dev.zaffre.http..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.helidon..")
                .because("features answer through the one-page seam in http")
                .check(ZAFFRE);
    }

    @Test
    void only_delivery_makes_calls_outward() {
        noClasses()
                .that(not(resideInAnyPackage(
                        "dev.zaffre.delivery..",
                        // The demo is a user of the API: it is on the other side of the wire.
                        "dev.zaffre.cli..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.hc..", "java.net.http.."))
                .because("one place checks addresses, deadlines and sizes")
                .check(ZAFFRE);
    }

    @Test
    void only_db_knows_the_pool_and_the_migrations() {
        noClasses()
                .that(not(resideInAPackage("dev.zaffre.db..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("javax.sql..", "com.zaxxer.hikari..", "org.flywaydb.."))
                .check(ZAFFRE);
    }

    @Test
    void names_say_what_a_thing_is() {
        String meaningless = ".*(Service|Impl|Utils?|Manager|Helper|Dto|Common|Base|Abstract.*)";
        noClasses().should().haveNameMatching(meaningless).check(ZAFFRE);
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..service..",
                        "..impl..",
                        "..util..",
                        "..utils..",
                        "..dto..",
                        "..manager..",
                        "..common..",
                        "..helper..")
                .check(ZAFFRE);
    }

    @Test
    void what_answers_http_is_called_routes_and_hands_out_a_list() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Routes")
                .should(new ArchCondition<>("have a public method routes() that returns a List") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean found = type.getMethods().stream()
                                .anyMatch(method -> method.getName().equals("routes")
                                        && method.getRawReturnType().isEquivalentTo(List.class));
                        events.add(new SimpleConditionEvent(type, found, type.getName()));
                    }
                })
                .check(ZAFFRE);
    }

    @Test
    void standard_streams_belong_to_the_command_line() {
        noClasses()
                .that(not(resideInAPackage("dev.zaffre.cli..")))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(ZAFFRE);
    }

    @Test
    void nothing_takes_more_values_than_a_reader_can_hold() {
        codeUnits()
                .that(not(belongToRecords()))
                .should(new ArchCondition<>("take at most " + MOST_PARAMETERS + " values") {
                    @Override
                    public void check(JavaCodeUnit unit, ConditionEvents events) {
                        boolean fine = unit.getRawParameterTypes().size() <= MOST_PARAMETERS
                                || unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                                || unit.getName().startsWith("lambda$")
                                || MAY_TAKE_MORE.containsKey(unit.getOwner().getSimpleName());
                        events.add(new SimpleConditionEvent(unit, fine, unit.getFullName()));
                    }
                })
                .check(ZAFFRE);
    }

    /** A record is its values, however many: they have names where they are read. */
    private static DescribedPredicate<JavaCodeUnit> belongToRecords() {
        return DescribedPredicate.describe(
                "constructors of records",
                unit -> unit.isConstructor() && unit.getOwner().isRecord());
    }

    @Test
    void no_class_is_longer_than_a_reader_can_hold() throws IOException {
        Map<String, Long> tooLong = new TreeMap<>();
        for (Path source : sources()) {
            long lines = Files.readString(source).lines().count();
            if (lines > LONGEST_CLASS && !MAY_BE_LONGER.containsKey(simpleName(source))) {
                tooLong.put(SOURCES.relativize(source).toString(), lines);
            }
        }
        assertThat(tooLong)
                .as("classes of more than " + LONGEST_CLASS + " lines")
                .isEmpty();
    }

    @Test
    void no_method_is_longer_than_a_screen() throws IOException {
        Map<String, Long> tooLong = new TreeMap<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                LineMap lines = unit.getLineMap();
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void none) {
                        long first = lines.getLineNumber(positions.getStartPosition(unit, method));
                        long length = lines.getLineNumber(positions.getEndPosition(unit, method)) - first + 1;
                        if (length > LONGEST_METHOD) {
                            Path source = Path.of(unit.getSourceFile().getName());
                            tooLong.put(SOURCES.relativize(source) + ":" + first, length);
                        }
                        return super.visitMethod(method, null);
                    }
                }.scan(unit, null);
            }
        }
        assertThat(tooLong)
                .as("methods of more than " + LONGEST_METHOD + " lines")
                .isEmpty();
    }

    @Test
    void sql_over_customers_data_names_the_environment() throws IOException {
        Pattern text = Pattern.compile("\"\"\"(.*?)\"\"\"", Pattern.DOTALL);
        Pattern table = Pattern.compile("\\b(?:from|join|update|into)\\s+(\\w+)");
        Map<String, String> unscoped = new TreeMap<>();
        for (Path source : sources()) {
            String name = SOURCES.relativize(source).toString();
            String code = Files.readString(source);
            var texts = text.matcher(code);
            while (texts.find()) {
                String sql = texts.group(1);
                var tables = table.matcher(sql);
                while (tables.find()) {
                    if (CUSTOMER_TABLES.contains(tables.group(1))
                            && !namesEnvironment(sql, code)
                            && !ALL_CUSTOMERS_AT_ONCE.containsKey(simpleName(source))) {
                        unscoped.put(name, sql.strip());
                    }
                }
            }
        }
        assertThat(unscoped).as("SQL that names no environment").isEmpty();
    }

    /** In the text itself, or in what the class appends to it. */
    private static boolean namesEnvironment(String sql, String code) {
        return sql.contains("environment")
                || (sql.strip().endsWith("\\s") && code.contains("environment_id = :environment"));
    }

    private static String simpleName(Path source) {
        return source.getFileName().toString().replace(".java", "");
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
