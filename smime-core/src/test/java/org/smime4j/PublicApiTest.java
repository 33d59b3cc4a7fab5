package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * A change of what strangers can name is a change of a file, and each of these names is explained.
 */
class PublicApiTest {

  private static final Path FILE = Outside.root().resolve("smime-core/api.txt");

  /** After a change that is meant: {@code mvn -pl smime-core test -Dtest=PublicApiTest -Dwrite}. */
  @Test
  void theApiIsTheOneThatApiTxtHas() throws Exception {
    String api = PublicApi.text();
    if (Outside.writes()) {
      Files.writeString(FILE, api);
    }
    Set<String> now = named(api.lines().toList());
    Set<String> stated = named(Files.readAllLines(FILE));
    assertThat(now.stream().filter(name -> !stated.contains(name)))
        .as("not in api.txt; if the change is meant, -Dwrite writes it anew")
        .isEmpty();
    assertThat(stated.stream().filter(name -> !now.contains(name)))
        .as("in api.txt alone; if the change is meant, -Dwrite writes it anew")
        .isEmpty();
    assertThat(Files.readString(FILE)).as("the order and form of api.txt").isEqualTo(api);
  }

  /** Each line with the type that it is of. */
  private static Set<String> named(List<String> lines) {
    Set<String> named = new LinkedHashSet<>();
    String type = "";
    for (String line : lines) {
      if (!line.startsWith("  ")) {
        type = line;
      }
      named.add(line.startsWith("  ") ? type + ":" + line : line);
    }
    return named;
  }

  @Test
  void everyTypeAndMethodOfIt_hasASentence() throws IOException {
    List<String> silent = new ArrayList<>();
    int[] seen = {0};
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources()));
      DocTrees comments = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new TreePathScanner<Void, Void>() {
          @Override
          public Void visitClass(ClassTree type, Void unused) {
            if (isPublic(type.getModifiers(), getCurrentPath())) {
              check(type.getSimpleName().toString());
              return super.visitClass(type, unused);
            }
            return null;
          }

          @Override
          public Void visitMethod(MethodTree method, Void unused) {
            boolean inherits =
                method.getModifiers().getAnnotations().stream()
                    .anyMatch(each -> each.getAnnotationType().toString().equals("Override"));
            if (!inherits
                && method.getReturnType() != null
                && isPublic(method.getModifiers(), getCurrentPath())) {
              check(method.getName().toString());
            }
            return null;
          }

          private void check(String name) {
            seen[0]++;
            String comment = comments.getDocComment(getCurrentPath());
            if (comment == null || comment.isBlank()) {
              silent.add(Path.of(unit.getSourceFile().getName()).getFileName() + ": " + name);
            }
          }
        }.scan(unit, null);
      }
    }
    assertThat(seen[0]).as("names that were looked at").isGreaterThan(400);
    assertThat(silent).isEmpty();
  }

  /** What stands in an interface is public without saying so. */
  private static boolean isPublic(ModifiersTree modifiers, TreePath path) {
    boolean inInterface =
        path.getParentPath().getLeaf() instanceof ClassTree around
            && around.getKind() == Tree.Kind.INTERFACE;
    return modifiers.getFlags().contains(Modifier.PUBLIC)
        || modifiers.getFlags().contains(Modifier.PROTECTED)
        || (inInterface && !modifiers.getFlags().contains(Modifier.PRIVATE));
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    Path root = Outside.root().resolve("smime-core/src/main/java");
    for (String packageName : PublicApi.packages()) {
      try (Stream<Path> files = Files.list(root.resolve(packageName.replace('.', '/')))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }
}
