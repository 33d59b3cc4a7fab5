package org.smime4j;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a stranger can name: the types of the exported packages, and their members, as text. */
final class PublicApi {

  private static final Path CLASSES = Outside.root().resolve("smime-core/target/classes");

  private PublicApi() {}

  /** The exported packages, in alphabetical order. */
  static List<String> packages() throws IOException {
    try (InputStream in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
      return ModuleDescriptor.read(in).exports().stream()
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
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
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
            && Modifier.isStatic(method.getModifiers())
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
    boolean extensible = kind.equals("class") && !Modifier.isFinal(type.getModifiers());
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
            & (Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL | Modifier.PROTECTED);
    String text = Modifier.toString(shown);
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
