// Before anything is drawn: nobody is to see the other colours for a moment. src/ui/theme.ts changes the choice.
const asked = localStorage.getItem('stillpress.theme');
const isDark = asked === 'dark' || (asked !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.classList.toggle('dark', isDark);
