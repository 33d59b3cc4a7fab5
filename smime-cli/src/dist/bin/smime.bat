@echo off
rem smime: runs the command with the Java of JAVA_HOME, or with the one on the PATH.
setlocal
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" %SMIME_JAVA_OPTIONS% -jar "%~dp0..\lib\smime.jar" %*
exit /b %ERRORLEVEL%
