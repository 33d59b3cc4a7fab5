package org.smime4j;

import static java.util.stream.Collectors.joining;
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
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.smime4j.testing.Outside;

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

  /** What a stranger can name: the types of the exported packages, and their members, as text. */
  private static final class PublicApi {

    private static final Path CLASSES = Outside.root().resolve("smime-core/target/classes");

    private PublicApi() {}

    /** The exported packages, in alphabetical order. */
    static List<String> packages() throws IOException {
      try (InputStream in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
        return ModuleDescriptor.read(in).exports().stream()
            .filter(each -> !each.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .sorted()
            .toList();
      }
    }

    /** Every type that is visible from outside, one block each, in alphabetical order. */
    static String text() throws IOException, ClassNotFoundException {
      TreeMap<String, String> blocks = new TreeMap<>();
      for (String packageName : packages()) {
        try (Stream<Path> files = Files.list(CLASSES.resolve(packageName.replace('.', '/')))) {
          for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
            String name = file.getFileName().toString().replaceFirst("\\.class$", "");
            Class<?> type =
                Class.forName(packageName + '.' + name, false, PublicApi.class.getClassLoader());
            if (visible(type)) {
              blocks.put(type.getName(), block(type));
            }
          }
        }
      }
      return String.join("\n", blocks.values());
    }

    private static boolean visible(Class<?> type) {
      Class<?> around = type.getDeclaringClass();
      return !type.isAnonymousClass()
          && !type.isSynthetic()
          && shown(type.getModifiers())
          && (around == null || visible(around));
    }

    private static boolean shown(int modifiers) {
      return java.lang.reflect.Modifier.isPublic(modifiers)
          || java.lang.reflect.Modifier.isProtected(modifiers);
    }

    private static String block(Class<?> type) {
      List<String> members = new ArrayList<>();
      for (Field field : type.getDeclaredFields()) {
        if (shown(field)) {
          String constant = field.isEnumConstant() ? "constant " : modifiers(field);
          members.add(constant + field.getName() + ": " + field.getGenericType().getTypeName());
        }
      }
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        if (shown(constructor)) {
          members.add("new" + signature(constructor));
        }
      }
      for (Method method : type.getDeclaredMethods()) {
        if (shown(method) && !method.isBridge() && !isSaidElsewhere(method)) {
          members.add(
              modifiers(method)
                  + method.getName()
                  + signature(method)
                  + ": "
                  + method.getGenericReturnType().getTypeName());
        }
      }
      return head(type)
          + '\n'
          + new TreeSet<>(members).stream().map(member -> "  " + member + '\n').collect(joining());
    }

    /** What every enum has, or a type above has already: with the same result. */
    private static boolean isSaidElsewhere(Method method) {
      Class<?> type = method.getDeclaringClass();
      boolean isOfEveryEnum =
          type.isEnum()
              && java.lang.reflect.Modifier.isStatic(method.getModifiers())
              && (method.getName().equals("values") || method.getName().equals("valueOf"));
      return isOfEveryEnum || above(type).anyMatch(each -> hasSame(each, method));
    }

    /** All types above that a stranger can name. */
    private static Stream<Class<?>> above(Class<?> type) {
      return Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
          .filter(each -> shown(each.getModifiers()))
          .flatMap(each -> Stream.concat(Stream.of(each), above(each)));
    }

    private static boolean hasSame(Class<?> type, Method method) {
      return Arrays.stream(type.getDeclaredMethods())
          .anyMatch(
              each ->
                  shown(each)
                      && each.getName().equals(method.getName())
                      && Arrays.equals(each.getParameterTypes(), method.getParameterTypes())
                      && each.getReturnType() == method.getReturnType());
    }

    private static boolean shown(Member member) {
      return shown(member.getModifiers()) && !member.isSynthetic();
    }

    private static String head(Class<?> type) {
      String kind =
          type.isRecord()
              ? "record"
              : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
      boolean extensible =
          kind.equals("class") && !java.lang.reflect.Modifier.isFinal(type.getModifiers());
      StringBuilder head = new StringBuilder(extensible ? "open " : "").append(kind);
      head.append(' ').append(type.getName()).append(variables(type.getTypeParameters()));
      Type parent = type.getGenericSuperclass();
      if (kind.equals("class") && parent != Object.class) {
        head.append(" extends ").append(parent.getTypeName());
      }
      list(head, " implements ", type.getGenericInterfaces());
      Class<?>[] permitted = type.getPermittedSubclasses();
      list(head, " permits ", permitted == null ? new Class<?>[0] : permitted);
      return head.toString();
    }

    private static void list(StringBuilder head, String word, Type[] types) {
      if (types.length > 0) {
        head.append(word)
            .append(Arrays.stream(types).map(Type::getTypeName).sorted().collect(joining(", ")));
      }
    }

    private static String modifiers(Member member) {
      int shown =
          member.getModifiers()
              & (java.lang.reflect.Modifier.STATIC
                  | java.lang.reflect.Modifier.ABSTRACT
                  | java.lang.reflect.Modifier.FINAL
                  | java.lang.reflect.Modifier.PROTECTED);
      String text = java.lang.reflect.Modifier.toString(shown);
      return text.isEmpty() ? "" : text + ' ';
    }

    private static String signature(Executable executable) {
      String thrown =
          Arrays.stream(executable.getGenericExceptionTypes())
              .map(Type::getTypeName)
              .sorted()
              .collect(joining(", "));
      return variables(executable.getTypeParameters())
          + Arrays.stream(executable.getGenericParameterTypes())
              .map(Type::getTypeName)
              .collect(joining(", ", "(", ")"))
          + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String variables(TypeVariable<?>[] variables) {
      return variables.length == 0
          ? ""
          : Arrays.stream(variables)
              .map(
                  variable ->
                      variable.getName()
                          + Arrays.stream(variable.getBounds())
                              .filter(bound -> bound != Object.class)
                              .map(bound -> " extends " + bound.getTypeName())
                              .collect(joining()))
              .collect(joining(", ", "<", ">"));
    }
  }
}
